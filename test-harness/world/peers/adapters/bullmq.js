// BullMQ: one queue for all, first in, first out. Groups are part of its commercial edition only.
import { Queue, Worker } from 'bullmq';

const QUEUE = 'fair';

export const bullmq = {
  package: 'bullmq',

  configuration: (scenario) => ({
    queue: 'one for all tenants',
    concurrency: scenario.slots,
    removeOnComplete: true,
    lockDurationMs: 30_000,
    stalledIntervalMs: 30_000,
  }),

  cannot(scenario) {
    if (scenario.operations.some((o) => o.do === 'pause')) {
      return { leftOut: 'pauses a whole queue only, not a tenant' };
    }
    const notes = ['no order per key offered'];
    if (scenario.tenants.some((t) => t.weight !== 1)) notes.push('no weights');
    if (scenario.tenants.some((t) => t.maxInFlight !== null)) notes.push('no limit per tenant');
    return { note: notes.join('; ') };
  },

  producer(connect) {
    const queue = new Queue(QUEUE, {
      connection: connect(),
      defaultJobOptions: { removeOnComplete: true },
    });
    return {
      add: (tasks) =>
        queue.addBulk(tasks.map((task) => ({ name: 'task', data: task, opts: { jobId: task.id } }))),
    };
  },

  worker(connect, scenario, run) {
    const worker = new Worker(QUEUE, (job) => run(job.data), {
      connection: connect(),
      concurrency: scenario.slots,
      lockDuration: 30_000,
      stalledInterval: 30_000,
    });
    worker.on('error', (e) => console.error(`bullmq: ${e.message}`));
  },
};
