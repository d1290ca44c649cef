// What the submitting process and the working process share.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Redis } from 'ioredis';

/** Milliseconds since the epoch, with fractions. */
export const now = () => performance.timeOrigin + performance.now();

/** Makes connections to the Redis that FAIR_REDIS names; `options` says where it is. */
export function connections() {
  const uri = new URL(process.env.FAIR_REDIS);
  const options = {
    host: uri.hostname,
    port: Number(uri.port),
    username: uri.username,
    password: uri.password,
    maxRetriesPerRequest: null,
  };
  const connect = () =>
    new Redis(options).on('error', (e) => {
      console.error(`Redis: ${e.message}`);
      process.exit(1);
    });
  return Object.assign(connect, { options });
}

export const scenarioOf = (folder) => JSON.parse(readFileSync(join(folder, 'scenario.json'), 'utf8'));

export const traceOf = (folder) =>
  readFileSync(join(folder, 'trace.jsonl'), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
