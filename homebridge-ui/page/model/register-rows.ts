import { contractRegisters } from '../../../src/reading/periods.ts';
import { byLabel, type Reading, type RegisterPeriods } from '../../../src/reading/reading.ts';
import type { PageWords } from './page-words.ts';
import { tariffName } from './tariff-names.ts';

/** A register of the contract: its label, the tariff period that it counts, and its index. */
export interface RegisterRow {
  readonly label: string;
  readonly period: string;
  readonly index: string;
}

/**
 * The registers that the contract uses: those whose period is known, and those that have counted something. Empty while a single register
 * counts everything, since its index is that of the meter.
 */
export function registerRows(reading: Reading, words: PageWords): readonly RegisterRow[] {
  const periods: RegisterPeriods = reading.calendar?.periods ?? {};
  const registers = contractRegisters(reading);
  const counted = byLabel(registers).filter(([, wh]) => wh > 0);
  const labels = [...new Set([...byLabel(periods), ...counted].map(([label]) => label))].toSorted();
  if (labels.length < 2) return [];
  const { notKnown } = words.texts.contract.registers;
  return labels.map((label) => {
    const [period, wh] = [periods[label], registers[label]];
    return {
      label,
      period: period ? tariffName(period.name, words.texts) : notKnown,
      // A frame with a refused group may lack the register.
      index: wh === undefined ? '–' : words.energy(Math.floor(wh / 1000) * 1000, 0),
    };
  });
}
