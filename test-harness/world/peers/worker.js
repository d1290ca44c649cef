// The process that works: node worker.js <runner> <folder>. It tells its parent when a task starts and ends.
import { connections, now, scenarioOf } from './common.js';
import { RUNNERS } from './runners.js';

const [runner, folder] = process.argv.slice(2);

async function run(task) {
  process.send({ started: task.id, at: now() });
  await new Promise((done) => setTimeout(done, task.serviceMs));
  process.send({ ended: task.id, at: now() });
}

RUNNERS[runner].worker(connections(), scenarioOf(folder), run);
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
