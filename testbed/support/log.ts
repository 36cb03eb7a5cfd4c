import type { Log } from '../../src/base/log.ts';

/** A log that keeps its lines, each after its level. The messages of level debug are in a list of their own. */
export function listLog(): { readonly log: Log; readonly lines: string[]; readonly debug: string[] } {
  const lines: string[] = [];
  const debug: string[] = [];
  const keep = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const log: Log = {
    debug: (message) => void debug.push(message),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  };
  return { log, lines, debug };
}
