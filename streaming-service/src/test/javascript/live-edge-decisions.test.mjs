import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LiveEdge } from '../../main/resources/static/assets/live-edge.js';

/** The player of the simulated product decides by the same table: see LiveEdgeTest.java. */
const lives = JSON.parse(readFileSync(new URL('../resources/live-edge-decisions.json', import.meta.url)));

for (const [number, { fragmentSeconds, decisions }] of lives.entries()) {
  test(`the table is what is decided: life ${number}`, () => {
    const edge = new LiveEdge();
    for (const [step, { ranges, currentTime, nowSeconds, rate, seekTo, reason }] of decisions.entries()) {
      const decision = edge.decide({ ranges, currentTime, fragmentSeconds, nowSeconds });
      assert.equal(decision.rate, rate, `rate of step ${step}`);
      assert.equal(decision.reason, reason, `reason of step ${step}`);
      assert.ok(Math.abs((decision.seekTo ?? -1) - (seekTo ?? -1)) < 1e-9, `position of step ${step}`);
    }
  });
}
