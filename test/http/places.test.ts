import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundPlaces } from '../../src/http/places.ts';
import { runs } from '../../testbed/support/generated.ts';

const MOST = 4;

describe('when all places are taken,', () => {
  test('the address with most connections loses the one that has been idle for longest', () => {
    const { connect, ask, open } = places();
    const [flood, other] = [connect('flood'), connect('other')];
    const [second, third] = [connect('flood'), connect('flood')];
    ask(flood)();
    const late = connect('late');
    expect(open()).toEqual([other, third, flood, late]);
    expect(second.destroyed).toBe(true);
  });

  test('one that waits for its answer is kept', () => {
    const { connect, ask, open } = places();
    const held = [connect('one'), connect('one'), connect('one'), connect('one')];
    const [answered] = held.map(ask);
    const refused = connect('one');
    expect(refused.destroyed).toBe(true);
    answered?.();
    const next = connect('one');
    expect(held[0]?.destroyed).toBe(true);
    expect(open()).toEqual([...held.slice(1), next]);
  });

  test('an address whose connections all wait for their answers loses one to another address that has fewer', () => {
    const { connect, ask, open } = places();
    const held = [connect('flood'), connect('flood'), connect('flood'), connect('phone')];
    for (const one of held) ask(one);
    const late = connect('tablet');
    expect(open()).toEqual([...held.slice(1), late]);
    expect(connect('flood').destroyed).toBe(true);
    expect(open()).toEqual([...held.slice(1), late]);
  });

  test('among as many addresses nobody loses a connection on which an answer is awaited', () => {
    const { connect, ask, open } = places();
    const held = ['one', 'two', 'three', 'four'].map(connect);
    for (const one of held) ask(one);
    expect(connect('five').destroyed).toBe(true);
    expect(open()).toEqual(held);
  });

  test('an address keeps others out neither with idle connections nor by connecting again and again', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('flood', 'flood', 'flood', 'phone', 'tablet'), { maxLength: 60 }), (who) => {
        const { connect, open } = places();
        for (const address of who) {
          const mine = connect(address);
          expect(mine.destroyed).toBe(false);
          expect(open().length).toBeLessThanOrEqual(MOST);
        }
        // Three addresses share four places: two of them may have two, and none has none that came.
        const present = open().map(({ remoteAddress }) => remoteAddress);
        for (const address of new Set(who)) expect(present).toContain(address);
      }),
      runs(200),
    ));
});

test('who hangs up frees a place', () => {
  const { connect, open } = places();
  const held = [connect('one'), connect('one'), connect('one'), connect('one')];
  held[2]?.destroy();
  const next = connect('one');
  expect(open()).toEqual([held[0], held[1], held[3], next]);
});

/** An HTTP server with so few places, as far as its connections go. */
function places() {
  const server = new EventEmitter();
  boundPlaces(server as Server, MOST);
  let all: readonly ReturnType<typeof connectionOf>[] = [];
  return {
    connect(address: string) {
      const socket = connectionOf(address);
      all = [...all, socket];
      server.emit('connection', socket);
      return socket;
    },
    /** Asks something; the function that it gives ends the answer, after which the connection comes last. */
    ask(socket: ReturnType<typeof connectionOf>): () => void {
      const response = new EventEmitter();
      server.emit('request', { socket }, response);
      return () => {
        all = [...all.filter((one) => one !== socket), socket];
        response.emit('close');
      };
    },
    open: () => all.filter(({ destroyed }) => !destroyed),
  };
}

function connectionOf(remoteAddress: string) {
  const socket = Object.assign(new EventEmitter(), {
    remoteAddress,
    destroyed: false,
    destroy() {
      socket.destroyed = true;
      socket.emit('close');
    },
  });
  return socket;
}
