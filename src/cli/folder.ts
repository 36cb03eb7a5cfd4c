import { join } from 'node:path';
import type { Environment } from './language.ts';

/**
 * Where the journal of the command line is when nobody says otherwise: where systemd has made a place for it
 * (StateDirectory=), root's in /var/lib, a user's where the XDG specification has state.
 */
export function stateFolder(env: Environment, isRoot: boolean): string {
  const [given] = (env['STATE_DIRECTORY'] ?? '').split(':');
  if (given) return given;
  if (isRoot && !env['XDG_STATE_HOME']) return '/var/lib/linky-tic';
  return join(env['XDG_STATE_HOME'] || join(env['HOME'] || '/', '.local/state'), 'linky-tic');
}
