import type { Trouble, UndatedTrouble } from '../trouble/trouble.ts';
import type { HomebridgeStorage } from './homebridge-storage.ts';
import type { JournalExamination } from './journal-examination.ts';
import { pluginTrouble } from './running-plugin.ts';

/**
 * What is wrong, as the doctor knows it: what the running plugin has on its list and, where none runs or answers, what shows from
 * outside; and each problem of the settings as they are saved, which may be others than those that the plugin runs with.
 * @param nowMs the wall time, which dates what the doctor itself has found
 */
export function knownTroubles(
  { problems, plugin, status }: HomebridgeStorage,
  { troubles: ofJournal }: JournalExamination,
  nowMs: number,
): readonly Trouble[] {
  const listed = status?.troubles ?? [];
  const isListed = (path: string) => listed.some((one) => one.part === 'settings' && one.path === path);
  const ofPlugin = pluginTrouble(plugin);
  // The same disk keeps a plugin from being asked.
  const isExplained = ofPlugin?.kind === 'noStatus' && ofJournal.length > 0;
  const found: readonly UndatedTrouble[] = [
    ...(ofPlugin && !isExplained ? [ofPlugin] : []),
    ...problems
      .filter(({ path, isDoubt }) => !isDoubt && !isListed(path))
      .map(({ path, says }) => ({ part: 'settings', kind: 'problem', path, says }) as const),
    ...ofJournal,
  ];
  return [...listed, ...found.map((trouble) => ({ ...trouble, since: nowMs }))];
}

/** What is wrong with the line of a meter. */
export function lineTroublesOf(meter: string, troubles: readonly Trouble[]): readonly Trouble<'line'>[] {
  return troubles.filter((one): one is Trouble<'line'> => one.part === 'line' && one.meter === meter);
}
