import { systemClock } from '../clock.ts';
import type { MeterConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { shareLine } from '../share/line-share.ts';
import type { Source } from '../source/source.ts';
import type { Texts } from '../texts/texts.ts';

/** The source of a meter, whose bytes other programs get, too, where the settings share its line. */
export function sharedSource(source: Source, meter: MeterConfig, log: Log, texts: Texts, life: AbortSignal): Source {
  const { name, share } = meter;
  if (share?.port === undefined) return source;
  const line = {
    meter: name,
    host: share.host,
    port: share.port,
    bits: share.bits,
    log,
    texts: texts.share,
    clock: systemClock,
  };
  return shareLine(line, life).tee(source);
}
