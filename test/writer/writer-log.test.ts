import { expect, test } from 'vitest';
import { en } from '../../src/texts/en/texts.ts';
import { MOST_HELD } from '../../src/writer/queue.ts';
import { WriterLog } from '../../src/writer/writer-log.ts';
import { listLog } from '../../testbed/support/log.ts';

function logOfThread() {
  const { log, lines, debug } = listLog();
  const writerLog = new WriterLog(log, en);
  writerLog.threadBegins();
  return { writerLog, lines, debug };
}

test('everything that the first thread says is passed on', () => {
  const { writerLog, lines } = logOfThread();
  writerLog.threadSays('info', '12 wait');
  writerLog.threadSays('info', '13 wait');
  expect(lines).toEqual(['info 12 wait', 'info 13 wait']);
});

test('a text that an earlier thread has said with other figures goes to the debug log, and any other is passed on', () => {
  const { writerLog, lines, debug } = logOfThread();
  writerLog.threadSays('warn', '12 wait since 18:00');
  writerLog.threadBegins();
  writerLog.threadSays('warn', '40 wait since 19:30');
  writerLog.threadSays('warn', 'the token is refused');
  expect(lines).toEqual(['warn 12 wait since 18:00', 'warn the token is refused']);
  expect(debug).toEqual(['40 wait since 19:30']);
});

test.each([
  ['999', '1\u202f000'],
  ['999', '12\u00a0000'],
])('a count of %s and one of %s are figures alike, however they are grouped', (before, after) => {
  const { writerLog, lines } = logOfThread();
  writerLog.threadSays('warn', `${before} wait`);
  writerLog.threadBegins();
  writerLog.threadSays('warn', `${after} wait`);
  expect(lines).toEqual([`warn ${before} wait`]);
});

test('what earlier threads have said is forgotten once a thread is well', () => {
  const { writerLog, lines } = logOfThread();
  writerLog.threadSays('info', '12 wait');
  writerLog.threadBegins();
  writerLog.threadSays('info', '13 wait');
  expect(lines).toEqual(['info 12 wait']);
  writerLog.threadIsWell();
  writerLog.threadSays('info', '13 wait');
  expect(lines).toEqual(['info 12 wait', 'info 13 wait']);
});

test('an error repeats an earlier one only when it is the same to the letter', () => {
  const { writerLog, lines } = logOfThread();
  writerLog.threadSays('error', 'no room for line 1');
  writerLog.threadBegins();
  writerLog.threadSays('error', 'no room for line 1');
  writerLog.threadSays('error', 'no room for line 2');
  expect(lines).toEqual(['error no room for line 1', 'error no room for line 2']);
});

test('a full queue is said once, until it was said how many Readings were lost', () => {
  const { writerLog, lines } = logOfThread();
  writerLog.full();
  writerLog.full();
  writerLog.lost(3);
  writerLog.full();
  expect(lines).toEqual([
    `warn ${en.writer.full(MOST_HELD)}`,
    `warn ${en.writer.lost(3)}`,
    `warn ${en.writer.full(MOST_HELD)}`,
  ]);
});
