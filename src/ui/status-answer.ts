import { newsOf } from '../doctor/known-news.ts';
import type { Machine } from '../doctor/machine.ts';
import { pluginAt, pluginTrouble } from '../doctor/running-plugin.ts';
import type { Protocol } from './protocol.ts';
import { newsNotes, troubleNote } from './trouble-notes.ts';

/**
 * Answers with the state of the plugin and what is wrong, in words. Why a plugin tells nothing is a trouble that can only be detected from
 * outside.
 * @param folder the storage folder of Homebridge
 */
export function createStatusAnswer(
  machine: Machine,
  folder: string,
): (asks: Protocol['/status']['asks']) => Promise<Protocol['/status']['answers']> {
  /** When the plugin was first found to tell nothing. */
  let sinceMs: number | undefined;
  return async ({ language }) => {
    const plugin = await pluginAt(folder, machine);
    const nowMs = machine.clock.wall();
    const trouble = pluginTrouble(plugin);
    sinceMs = trouble && (sinceMs ?? nowMs);
    if (plugin.kind === 'runs') {
      const { troubles, news, ...status } = plugin.status;
      const notes = troubles.map((trouble) => troubleNote(trouble, language));
      return { nowMs, status, troubles: notes, news: newsNotes(news, language) };
    }
    const troubles = trouble && sinceMs !== undefined ? [troubleNote({ ...trouble, since: sinceMs }, language)] : [];
    return { nowMs, troubles, news: newsNotes(await newsOf(folder, { plugin }, machine), language) };
  };
}
