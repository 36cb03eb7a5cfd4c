import { checkDelivery } from './check.ts';

// Plays the model in a process of its own, which `playedIn` starts. It prints what went wrong, and then exits with 1.
const [seed = 1, runs = 1] = process.argv.slice(2).map(Number);
const beganMs = performance.now();
const wrong = await checkDelivery({ seed, runs, shrinks: process.argv[4] === 'shrink' });
process.stdout.write(`${wrong ?? 'nothing went wrong'}\n${Math.round(performance.now() - beganMs)} ms\n`);
process.exit(wrong === undefined ? 0 : 1);
