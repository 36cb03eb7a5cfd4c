import type { LifeName } from './lives.ts';
import { recordLife, tryLife } from './try-life.ts';

// Tries a life until an invariant is broken, and prints what broke it: `node child.ts LIBRARY LIFE SEED STATES ORDER`.
const [library = '', name = '', seed, most, order] = process.argv.slice(2);
const calls = recordLife(library, name as LifeName);
process.stdout.write(JSON.stringify(tryLife(calls, Number(seed), Number(most), order === 'last' ? 'last' : 'first')));
