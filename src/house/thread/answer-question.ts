import { existsSync } from 'node:fs';
import { systemClock } from '../../base/clock.ts';
import { openReadOnlyJournal } from '../../journal/read-only-journal.ts';
import { textParts } from '../../texts/texts.ts';
import { historyAnswers } from '../../ui/history-answers.ts';
import type { HistoryAnswer, HistoryJob, HistoryQuestion } from '../messages.ts';
import { shownHistory, tellsNews } from './shown-history.ts';

/** Answers a question about the journal, with the code that answers the settings page. Never throws. */
export async function answerQuestion(job: HistoryJob, question: HistoryQuestion): Promise<HistoryAnswer> {
  try {
    const answer = await shownAnswer(job, question);
    return { kind: 'answer', json: new TextEncoder().encode(JSON.stringify(answer)) };
  } catch {
    // The system's error message may contain a path.
    return { kind: 'unreadable' };
  }
}

async function shownAnswer({ folder, prices }: HistoryJob, question: HistoryQuestion): Promise<object> {
  const answers = historyAnswers({
    folder,
    clock: systemClock,
    access: {
      // Work that waits for a disk in Node's thread pool would hold up Homebridge's own.
      statOf: async (path) => existsSync(path) || undefined,
      // A copy of the whole journal for anybody's question could fill the disk, and would be left behind if this thread is terminated
      // meanwhile.
      openReadOnlyJournal: async (path) => openReadOnlyJournal(path, systemClock.wall, { mayCopy: false }),
    },
    prices: (meter) => (Object.hasOwn(prices, meter) ? (prices[meter] ?? []) : []),
    running: async () => question.colours,
    tells: tellsNews,
  });
  const shown = shownHistory(textParts[question.asks.language].house().house);
  switch (question.path) {
    case '/meters':
      return shown['/meters'](await answers['/meters'](question.asks));
    case '/curve':
      return shown['/curve'](await answers['/curve'](question.asks));
    case '/spans':
      return shown['/spans'](await answers['/spans'](question.asks));
    case '/contract':
      return shown['/contract'](await answers['/contract'](question.asks));
    case '/offers':
      return shown['/offers'](await answers['/offers'](question.asks));
  }
}
