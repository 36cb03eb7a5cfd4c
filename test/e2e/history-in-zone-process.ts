// Prints, as JSON, what each of these commands prints in the time zone of this process.
import { runCliHere } from '../../testbed/programs/cli-here.ts';

const commands: readonly (readonly string[])[] = JSON.parse(process.argv[2] ?? '[]');
const results = [];
for (const args of commands) results.push(await runCliHere(args));
process.stdout.write(JSON.stringify(results));
