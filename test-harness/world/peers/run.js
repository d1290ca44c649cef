// Runs one scenario on one queue: node run.js <runner> <folder>, with FAIR_REDIS=redis://user:password@host:port.
// Writes <runner>.jsonl and <runner>.json into the folder. Ends with code 3 if the queue has no notion of the scenario;
// the reason is then in <runner>.json.
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { connections, now, scenarioOf, traceOf } from './common.js';
import { RUNNERS } from './runners.js';

const BATCH = 100;
const WARM_UP = 300;
const LIMIT_MS = Number(process.env.FAIR_LIMIT_MS ?? 120_000);
// what is executed twice may come after all has ended once
const AFTERMATH_MS = 300;

const here = dirname(fileURLToPath(import.meta.url));
const [runner, folder] = process.argv.slice(2);
const adapter = RUNNERS[runner];
const scenario = scenarioOf(folder);
const connect = connections();
const redis = connect();

/** What happened to each task, told by the working process; survives that process. */
class Record {
  constructor() {
    this.enqueued = new Map();
    this.executions = [];
    this.open = new Map();
    this.attempts = new Map();
    this.ended = new Set();
  }

  started(id, at) {
    const attempt = (this.attempts.get(id) ?? 0) + 1;
    this.attempts.set(id, attempt);
    const execution = { id, dispatched: this.executions.length, started: at, ended: null, attempt };
    this.executions.push(execution);
    this.open.set(id, execution);
  }

  finished(id, at) {
    this.open.get(id).ended = at;
    this.open.delete(id);
    this.ended.add(id);
  }
}

class WorkerProcess {
  constructor(record) {
    this.record = record;
  }

  async begin() {
    this.child = fork(join(here, 'worker.js'), [runner, folder], { env: process.env });
    this.child.on('message', (m) => {
      if (m.started) this.record.started(m.started, m.at);
      if (m.ended) this.record.finished(m.ended, m.at);
    });
    await new Promise((ready, failed) => {
      this.child.once('message', ready);
      this.child.once('exit', (code) => failed(new Error(`worker ended with ${code}`)));
    });
    this.child.removeAllListeners('exit');
    this.child.once('exit', (code) => {
      if (this.stopping) return;
      console.error(`${runner}: worker ended with ${code}`);
      process.exit(1);
    });
  }

  async end() {
    this.stopping = true;
    const exited = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGKILL');
    await exited;
    this.stopping = false;
  }
}

async function until(condition, deadline) {
  while (!condition() && now() < deadline) await sleep(5);
  return condition();
}

async function storeCpuMicros() {
  const info = await redis.info('cpu');
  const seconds = (name) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)[1]);
  return Math.round((seconds('used_cpu_sys') + seconds('used_cpu_user')) * 1e6);
}

async function warmUp(producer, record) {
  const tasks = Array.from({ length: WARM_UP }, (_, i) => ({ id: `warm-up-${i}`, tenant: 'warm-up', key: `${i}`, serviceMs: 1 }));
  await producer.add(tasks);
  if (!(await until(() => record.ended.size === tasks.length, now() + LIMIT_MS))) {
    throw new Error(`${runner} did not end its warm-up`);
  }
  // what it still writes about them is not to be measured
  await sleep(500);
}

async function operate(worker, start) {
  for (const operation of scenario.operations) {
    await sleep(Math.max(0, start + operation.at - now()));
    // no peer can pause a tenant, so what is left is a kill
    await worker.end();
    await worker.begin();
  }
}

async function submit(producer, trace, record, start) {
  for (let i = 0; i < trace.length; ) {
    const at = trace[i].at;
    await sleep(Math.max(0, start + at - now()));
    let batch = [];
    while (i < trace.length && trace[i].at === at && batch.length < BATCH) batch.push(trace[i++]);
    await producer.add(batch);
    const acknowledged = now();
    for (const task of batch) record.enqueued.set(task.id, acknowledged);
  }
}

function write(record, trace, report) {
  const tasks = new Map(trace.map((t) => [t.id, t]));
  const lines = (record?.executions ?? []).map((e) => {
    const { tenant, key } = tasks.get(e.id);
    return JSON.stringify({ id: e.id, tenant, key, enqueued: record.enqueued.get(e.id) ?? e.started, ...e });
  });
  writeFileSync(join(folder, `${runner}.jsonl`), lines.map((l) => l + '\n').join(''));
  writeFileSync(join(folder, `${runner}.json`), JSON.stringify({ runner, version: version(), ...report }) + '\n');
}

function version() {
  const own = createRequire(import.meta.url);
  const manifest = join(here, 'node_modules', ...adapter.package.split('/'), 'package.json');
  return `${adapter.package} ${JSON.parse(readFileSync(manifest, 'utf8')).version}, node ${process.version}, ioredis ${own('ioredis/package.json').version}`;
}

async function main() {
  const { leftOut, note } = adapter.cannot(scenario);
  const trace = traceOf(folder);
  const configuration = adapter.configuration(scenario);
  if (leftOut) {
    write(null, trace, { configuration, storeCpuMicros: 0, submitted: 0, note: leftOut });
    return 3;
  }
  await redis.flushall();
  const producer = adapter.producer(connect, scenario);
  const warming = new Record();
  const worker = new WorkerProcess(warming);
  await worker.begin();
  await warmUp(producer, warming);
  const record = (worker.record = new Record());
  const before = await storeCpuMicros();
  const start = now();
  const deadline = start + LIMIT_MS;
  const operating = operate(worker, start);
  const submitting = submit(producer, trace, record, start);
  const inTime = await until(() => record.ended.size === trace.length, deadline);
  if (inTime) {
    await operating;
    await submitting;
    await sleep(AFTERMATH_MS);
  }
  const storeCpu = (await storeCpuMicros()) - before;
  await worker.end();
  write(record, trace, {
    configuration,
    storeCpuMicros: storeCpu,
    submitted: record.enqueued.size,
    timedOut: !inTime,
    note,
  });
  return 0;
}

process.exit(await main());
