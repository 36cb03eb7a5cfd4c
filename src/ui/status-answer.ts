import { newsOf } from '../doctor/known-news.ts';
import type { Machine } from '../doctor/machine.ts';
import { pluginAt } from '../doctor/running-plugin.ts';
import type { Trouble } from '../trouble/trouble.ts';
import type { Protocol } from './protocol.ts';
import { newsNotes, troubleNote } from './trouble-notes.ts';

/**
 * Answers with the state of the plugin and what is wrong, in words. That a plugin runs but does not answer is a trouble that can only be
 * detected from outside.
 * @param folder the storage folder of Homebridge
 */
export function createStatusAnswer(
  machine: Machine,
  folder: string,
): (asks: Protocol['/status']['asks']) => Promise<Protocol['/status']['answers']> {
  /** When the plugin was first found not to answer. */
  let silentSinceMs: number | undefined;
  return async ({ language }) => {
    const plugin = await pluginAt(folder, machine);
    const nowMs = machine.clock.wall();
    silentSinceMs = plugin.kind === 'silent' ? (silentSinceMs ?? nowMs) : undefined;
    if (plugin.kind === 'runs') {
      const { troubles, news, ...status } = plugin.status;
      const notes = troubles.map((trouble) => troubleNote(trouble, language));
      return { nowMs, status, troubles: notes, news: newsNotes(news, language) };
    }
    if (silentSinceMs === undefined) {
      return { nowMs, troubles: [], news: newsNotes(await newsOf(folder, { plugin }, machine), language) };
    }
    const unanswering: Trouble = { part: 'writer', kind: 'unanswering', since: silentSinceMs };
    return { nowMs, troubles: [troubleNote(unanswering, language)], news: [] };
  };
}
