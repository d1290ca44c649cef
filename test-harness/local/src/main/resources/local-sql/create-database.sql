-- One database for the owner role. ${name} is filled in: the statement takes no parameters.
CREATE DATABASE ${name} OWNER fairway_owner ENCODING 'UTF8' TEMPLATE template0
