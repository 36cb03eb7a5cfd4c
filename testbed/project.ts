import { fileURLToPath } from 'node:url';
import pack from '../package.json' with { type: 'json' };

/** The folder of this project, with a slash at its end. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** The address of the project's repository, for a browser. */
export const REPOSITORY = pack.repository.url.replace(/^git\+|\.git$/g, '');
