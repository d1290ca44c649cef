// groupmq: a group is a tenant. Of a group one task runs at a time, and groups take turns by the age of their first task.
import { Queue, Worker } from 'groupmq';

const NAMESPACE = 'fair';

function queue(connect) {
  return new Queue({ redis: connect(), namespace: NAMESPACE, jobTimeoutMs: 30_000, reserveScanLimit: 100 });
}

export const groupmq = {
  package: 'groupmq',

  configuration: (scenario) => ({
    group: 'the tenant',
    concurrency: scenario.slots,
    jobTimeoutMs: 30_000,
    reserveScanLimit: 100,
  }),

  cannot(scenario) {
    if (scenario.operations.some((o) => o.do === 'pause')) {
      return { leftOut: 'pauses a whole queue only, not a group' };
    }
    const notes = ['one task of a group at a time: a tenant never has two slots'];
    if (scenario.tenants.some((t) => t.weight !== 1)) notes.push('no weights');
    return { note: notes.join('; ') };
  },

  producer(connect) {
    const into = queue(connect);
    return {
      add: (tasks) =>
        Promise.all(
          tasks.map((task) => into.add({ groupId: task.tenant, data: task, jobId: task.id })),
        ),
    };
  },

  worker(connect, scenario, run) {
    const worker = new Worker({
      queue: queue(connect),
      concurrency: scenario.slots,
      handler: (job) => run(job.data),
      onError: (e) => console.error(`groupmq: ${e.message}`),
    });
    worker.run();
  },
};
