/**
 * Loaded into Homebridge: at SIGUSR2 it collects all its garbage, and writes how many bytes are held then, in V8's heap and
 * outside. What is outside is freed some turns of the event loop after what holds it was collected, so it collects twice.
 */
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const FREED_AFTER_MS = 500;
const file = process.env['BENCH_HELD'];

if (file) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    collect();
    setTimeout(() => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      writeFileSync(file, String(heapUsed + external));
    }, FREED_AFTER_MS);
  });
}
