import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrivalTimes } from '../../main/resources/static/assets/arrival-times.js';

test('media in front of what is known arrived as much sooner as it is earlier', () => {
  const times = new ArrivalTimes();
  assert.equal(times.at(1), null);
  times.mark(10, 500_000);
  assert.equal(times.at(10), 500_000);
  assert.equal(times.at(8.5), 498_500);
});

test('media that was held up on its way to the server does not count', () => {
  const times = new ArrivalTimes();
  times.mark(10, 500_000);
  times.mark(11, 501_400);
  assert.equal(times.at(11), 501_000);
});

test('a publisher that has fallen behind is believed after a while', () => {
  const times = new ArrivalTimes();
  for (let second = 0; second < 10; second += 1) {
    times.mark(second, second * 1000 + (second < 5 ? 0 : 700));
  }
  assert.equal(times.at(9), 9_700);
});

test('what begins anew is not measured by what was', () => {
  const times = new ArrivalTimes();
  times.mark(10, 500_000);
  times.restart();
  assert.equal(times.at(10), null);
});
