-- The local run may move the engine's clock, so that a wait of days can be tried in seconds; production may not.
-- Run by the owner after the migrations, which take the right away again.
GRANT EXECUTE ON FUNCTION fairway.advance_clock(interval) TO fairway_app
