import { expect, test } from 'vitest';
import { Said } from '../../src/writer/writer-log.ts';

test('what a thread says is news', () => {
  const said = new Said();
  said.begin();
  expect([said.isNews('12 wait', false), said.isNews('13 wait', false)]).toEqual([true, true]);
});

test('what an earlier thread said, but for its figures, is none; all else is', () => {
  const said = new Said();
  said.begin();
  said.isNews('12 wait since 18:00', false);
  said.begin();
  expect(said.isNews('40 wait since 19:30', false)).toBe(false);
  expect(said.isNews('the token is refused', false)).toBe(true);
});

test('it is again, once the thread is well', () => {
  const said = new Said();
  said.begin();
  said.isNews('12 wait', false);
  said.begin();
  expect(said.isNews('13 wait', false)).toBe(false);
  said.forget();
  expect(said.isNews('13 wait', false)).toBe(true);
});

test('an error counts to the letter', () => {
  const said = new Said();
  said.begin();
  said.isNews('no room for line 1', true);
  said.begin();
  expect([said.isNews('no room for line 1', true), said.isNews('no room for line 2', true)]).toEqual([false, true]);
});
