import { describe, expect, test } from 'vitest';
import { createNewestPost } from '../../src/share/newest-post.ts';
import { readingWith } from '../../testbed/support/readings.ts';

describe('the Readings on their way to the share’s thread', () => {
  test('go one at a time, and the newest takes the place of those that wait', () => {
    const { post, sent } = posted();
    for (const va of [1, 2, 3]) post.take(readingWith({ apparentPowerVA: va }));
    expect(sent).toEqual([1]);
    post.took();
    expect(sent).toEqual([1, 3]);
    post.took();
    post.take(readingWith({ apparentPowerVA: 4 }));
    expect(sent).toEqual([1, 3, 4]);
  });

  test('a thread that begins is sent the newest once more, and nothing where there was none', () => {
    const { post, sent } = posted();
    post.begun();
    post.take(readingWith({ apparentPowerVA: 1 }));
    post.take(readingWith({ apparentPowerVA: 2 }));
    post.begun();
    expect(sent).toEqual([1, 2]);
    post.took();
    post.begun();
    expect(sent).toEqual([1, 2, 2]);
  });
});

function posted() {
  const sent: (number | undefined)[] = [];
  return { sent, post: createNewestPost(({ apparentPowerVA }) => void sent.push(apparentPowerVA)) };
}
