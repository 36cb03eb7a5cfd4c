import { join } from 'node:path';
import { JOURNAL_FILE } from '../base/plugin-names.ts';
import type { ContractNews } from '../contract/news.ts';
import { KEPT_FOR_MS } from '../trouble/list.ts';
import type { News } from '../trouble/news.ts';
import { NEWS_NOTE, newsIn } from '../trouble/shapes.ts';
import type { MeterContract } from './contract.ts';
import type { HomebridgeStorage } from './homebridge-storage.ts';
import type { Machine } from './machine.ts';
import { runsUnasked } from './running-plugin.ts';

/** What was new about a contract, as news: `meter` is a slug. */
type NewsOfContract = Omit<ContractNews, 'atMs'> & {
  readonly part: 'contract';
  readonly meter: string;
  readonly at: number;
};

/** What happened within the last thirty days, the newest last: as the running plugin tells, or else the journal; and of the contracts. */
export async function knownNews(
  folder: string,
  storage: Pick<HomebridgeStorage, 'plugin' | 'status'>,
  contracts: readonly MeterContract[],
  machine: Machine,
): Promise<readonly (News | NewsOfContract)[]> {
  const fromMs = machine.clock.wall() - KEPT_FOR_MS;
  const ofContracts = contracts.flatMap(({ meter, news }) =>
    news.map(({ atMs: at, ...one }) => ({ part: 'contract' as const, ...one, meter, at })),
  );
  return [...(await newsOf(folder, storage, machine)), ...ofContracts]
    .filter(({ at }) => at >= fromMs)
    .toSorted((a, b) => a.at - b.at);
}

/** What a journal has kept of what happened, or the plugin that has it open. Never throws. */
export async function newsOf(
  folder: string,
  { plugin, status }: Pick<HomebridgeStorage, 'plugin' | 'status'>,
  machine: Machine,
): Promise<readonly News[]> {
  if (status) return status.news;
  // Its disk may not answer.
  if (runsUnasked(plugin)) return [];
  try {
    using archive = await machine.openReadOnlyJournal(join(folder, JOURNAL_FILE));
    return newsIn(archive.note(NEWS_NOTE));
  } catch {
    return [];
  }
}
