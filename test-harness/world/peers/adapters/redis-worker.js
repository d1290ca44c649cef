// FairQueue of @trigger.dev/redis-worker: deficit round robin over tenants into one worker queue, which 16 loops empty.
import { DefaultFairQueueKeyProducer, DRRScheduler, FairQueue, WorkerQueueManager } from '@trigger.dev/redis-worker';
import { Logger } from '@trigger.dev/core/logger';

const WORKER_QUEUE = 'slots';
const QUIET = new Logger('FairQueue', 'error');

// Without a limit it moves all there is into the worker queue at once, and what stands there is served as it came.
const LIMITS = { workerQueueMaxDepth: 16, consumerIntervalMs: 10, batchClaimSize: 10, visibilityTimeoutMs: 30_000 };

export function redisWorker(quantum, maxDeficit) {
  const limited = (scenario) => scenario.tenants.some((t) => t.maxInFlight !== null);

  function fairQueue(redis, scenario, consume) {
    const keys = new DefaultFairQueueKeyProducer();
    const caps = new Map(scenario.tenants.map((t) => [t.name, t.maxInFlight ?? scenario.slots]));
    const group = {
      name: 'tenant',
      extractGroupId: (queue) => queue.tenantId,
      getLimit: async (tenant) => caps.get(tenant) ?? scenario.slots,
      defaultLimit: scenario.slots,
    };
    return {
      keys,
      queue: new FairQueue({
        redis,
        keys,
        scheduler: new DRRScheduler({ redis, keys, quantum, maxDeficit }),
        workerQueue: { resolveWorkerQueue: () => WORKER_QUEUE },
        workerQueueDepthCheckId: WORKER_QUEUE,
        concurrencyGroups: limited(scenario) ? [group] : [],
        startConsumers: consume,
        logger: QUIET,
        ...LIMITS,
      }),
    };
  }

  return {
    package: '@trigger.dev/redis-worker',

    configuration: (scenario) => ({
      scheduler: 'DRRScheduler',
      quantum,
      maxDeficit,
      queue: 'one a tenant',
      loops: scenario.slots,
      concurrencyGroup: limited(scenario) ? 'tenant' : 'none',
      ...LIMITS,
    }),

    cannot(scenario) {
      if (scenario.operations.some((o) => o.do === 'pause')) {
        return { leftOut: 'pauses no tenant: a limit of 0 means the default limit' };
      }
      const notes = ['one queue a tenant: no order per key offered'];
      if (scenario.tenants.some((t) => t.weight !== 1)) notes.push('no weights');
      return { note: notes.join('; ') };
    },

    producer(connect, scenario) {
      const { queue } = fairQueue(connect.options, scenario, false);
      // a message's time is its place in the queue: no two may be of the same millisecond
      let last = 0;
      return {
        async add(tasks) {
          const byTenant = new Map();
          for (const t of tasks) byTenant.set(t.tenant, [...(byTenant.get(t.tenant) ?? []), t]);
          // in the past by more than `last` can run ahead: what is of the future is not served
          const now = Date.now() - 60_000;
          await Promise.all(
            [...byTenant].map(([tenantId, messages]) =>
              queue.enqueueBatch({
                queueId: `tenant:${tenantId}:queue`,
                tenantId,
                messages: messages.map((task) => ({
                  payload: task,
                  messageId: task.id,
                  timestamp: (last = Math.max(last + 1, now)),
                })),
              }),
            ),
          );
        },
      };
    },

    worker(connect, scenario, run) {
      const { keys, queue } = fairQueue(connect.options, scenario, true);
      async function loop() {
        const slots = new WorkerQueueManager({ redis: connect.options, keys });
        for (;;) {
          const key = await slots.blockingPop(WORKER_QUEUE, 1);
          if (!key) continue;
          const at = key.indexOf(':');
          const [message, from] = [key.slice(0, at), key.slice(at + 1)];
          const stored = await queue.getMessageData(message, from);
          if (!stored) continue;
          await run(stored.payload);
          await queue.completeMessage(message, from);
        }
      }
      for (let i = 0; i < scenario.slots; i++) {
        loop().catch((e) => {
          console.error(`redis-worker: ${e.stack}`);
          process.exit(1);
        });
      }
    },
  };
}
