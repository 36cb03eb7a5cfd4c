import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../testbed/support/generated.ts';
import { bothOffers } from './both-offers.ts';
import { archiveOf, lived } from './lived-house.ts';
import { houseOf, plans } from './random-offers-house.ts';

test('each offer costs what the other program calculates, whatever happens in a house, and whatever it pays', () =>
  fc.assert(
    fc.property(plans, (plan) => {
      const { house, imported, ...asked } = houseOf(plan);
      const life = lived(house);
      fc.pre(!life.isAnyUnknown);
      const archive = archiveOf(life, { imported, minutesSinceMs: asked.minutesSinceMs });
      const { readings, isTempoTold } = life;
      const { product, reckoned } = bothOffers({ ...asked, readings, isTempoTold, archive });
      expect(product).toEqual(reckoned);
    }),
    runs(3),
  ));
