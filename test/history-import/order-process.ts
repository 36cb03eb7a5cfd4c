import { deliver } from '../../src/history-import/deliver.ts';
import { textsIn } from '../../src/texts/texts.ts';

const { en } = textsIn;

// A process that delivers the order in its second argument to the folder in its first one, and prints what came of it.
const [, , folder = '', order = ''] = process.argv;
const outcome = await deliver(folder, JSON.parse(order), { texts: en.journal });
process.stdout.write(JSON.stringify(outcome));
