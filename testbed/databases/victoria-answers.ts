import { execFileSync } from 'node:child_process';

/** What differs between the VictoriaMetrics of Debian 12 and that of Debian 13. */
export interface VictoriaAnswers {
  /** What we tell of vmauth's answer to a token, or to a user and a password, that it does not know. */
  unknown(scheme: 'Bearer' | 'Basic'): string;
  /** What becomes of a line that cannot be parsed, among others that are stored. */
  readonly badLine: 'vanishes' | 'refused';
}

/** 1.79.5. */
const DEBIAN_12: VictoriaAnswers = {
  unknown: (scheme) => `400 cannot find the provided auth token "${scheme} ***" in config`,
  badLine: 'vanishes',
};

/** 1.112. */
const DEBIAN_13: VictoriaAnswers = { unknown: () => '401 Unauthorized', badLine: 'refused' };

/** How the VictoriaMetrics of this machine answers. Debian's do not tell their version, but only the newer one has this flag. */
export function victoriaAnswers(): VictoriaAnswers {
  const flags = execFileSync('victoria-metrics', ['-help'], { encoding: 'utf8' });
  return flags.includes('-inmemoryDataFlushInterval') ? DEBIAN_13 : DEBIAN_12;
}
