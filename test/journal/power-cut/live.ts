import { createLiving, LIVES, type LifeName } from './lives.ts';

// A process that lives a life in a folder: `node live.ts FOLDER NAME`.
const [folder = '', name = ''] = process.argv.slice(2);
LIVES[name as LifeName](createLiving(folder));
