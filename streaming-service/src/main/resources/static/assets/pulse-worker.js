/** Says at an even pace that time has passed: timers of a page that is not seen stand nearly still, those of a worker do not. */
addEventListener('message', ({ data: intervalMillis }) => setInterval(() => postMessage(null), intervalMillis));
