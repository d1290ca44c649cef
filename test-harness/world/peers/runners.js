// Names of runners, as they stand in the results.
import { bullmq } from './adapters/bullmq.js';
import { groupmq } from './adapters/groupmq.js';
import { redisWorker } from './adapters/redis-worker.js';

export const RUNNERS = {
  bullmq,
  groupmq,
  'redis-worker-1': redisWorker(1, 50),
  'redis-worker': redisWorker(25, 100),
};
