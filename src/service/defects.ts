import type { Log } from '../base/log.ts';
import type { Texts } from '../texts/texts.ts';

/** Logs programming errors of the plugin, each once. */
export interface DefectLog {
  report(error: unknown): void;
  /** Calls a function and reports what it throws. */
  guard(act: () => void): void;
}

export function createDefectLog(log: Log, texts: Texts): DefectLog {
  const reported = new Set<string>();
  function report(error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!reported.has(message)) log.error(texts.platform.defect(message));
    reported.add(message);
  }
  return {
    report,
    guard(act) {
      try {
        act();
      } catch (error) {
        report(error);
      }
    },
  };
}
