import type { Reading } from '../src/reading/reading.ts';
import { demo } from '../src/source/demo/demo.ts';
import { Decoder } from '../src/tic/decoder.ts';
import { readingFromFrame } from '../src/tic/frame-reading.ts';

/** The Readings of a house in standard mode, one a second from `startMs` on. The labels that usually change do so. */
export function frameReadings(startMs: number): (second: number) => Reading {
  // The template's clock would stand still.
  const { meterClockMs: _, ...template } = firstReading;
  return (second) => {
    const va = 300 + ((second * 7) % 997);
    const amperes = Math.round(va / 230);
    const wh = 11_887_649 + Math.floor(second / 5);
    const { frame } = template;
    const labels = {
      ...frame.labels,
      SINSTS: digits(va, 5),
      IRMS1: digits(amperes, 3),
      EAST: digits(wh, 9),
      EASF01: digits(wh, 9),
    };
    const clock = new Date(startMs + second * 1_000).toISOString().replace(/\D/g, '').slice(2, 14);
    return {
      ...template,
      monotonicMs: second * 1_000,
      apparentPowerVA: va,
      currentA: { 1: amperes },
      importedWh: wh,
      registers: { ...template.registers, EASF01: wh },
      frame: { ...frame, labels, horodates: { ...frame.horodates, DATE: `H${clock}` } },
    };
  };
}

const firstReading = await (async () => {
  const life = new AbortController();
  for await (const bytes of demo('standard').bytes(9600, life.signal)) {
    life.abort();
    for (const one of new Decoder('standard').decode(bytes))
      if (one.kind === 'frame') return readingFromFrame(one.frame, 0, undefined);
  }
  throw new Error('no frame');
})();

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
