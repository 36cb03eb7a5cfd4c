import type { Session } from '../../src/cli/session.ts';
import { type Language, textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';

/** A session whose terminal collects what is printed and remarked. */
export function fakeSession(language: Language = 'en', rest: Partial<Session> = {}) {
  const printed: string[] = [];
  const remarks: string[] = [];
  const drawn: string[] = [];
  const progress: string[] = [];
  const session: Session = {
    terminal: {
      window: undefined,
      colours: false,
      print: (line) => void printed.push(line),
      draw: (text) => void drawn.push(text),
      remark: (line) => void remarks.push(line),
      progress: (text) => void progress.push(text),
    },
    language,
    texts: textsIn[language],
    env: {},
    clock: fakeClock(),
    random: () => 0.5,
    life: new AbortController().signal,
    ...rest,
  };
  return { session, printed, remarks, drawn, progress };
}
