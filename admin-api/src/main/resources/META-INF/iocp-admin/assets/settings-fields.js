/**
 * The settings that can be changed while the server runs, as the API names them, with the property that its messages
 * speak of. A unit is how many of the API's units one of the form's is.
 */
export const GROUPS = [
  {
    title: 'Clients',
    fields: [
      { name: 'maximumConnections', property: 'iocp.max-connections', label: 'Connections at once', hint: 'Those beyond it that are there already stay.' },
      { name: 'sendQueueBytes', property: 'iocp.send-queue', label: 'Send queue', unit: 1024, unitName: 'KB', hint: 'What may wait for one client; for new connections.' },
      { name: 'handshakeTimeoutMillis', property: 'iocp.handshake-timeout', label: 'Handshake timeout', unit: 1_000, unitName: 'seconds', hint: 'From acceptance to the end of the handshake.' },
      { name: 'idleTimeoutMillis', property: 'iocp.idle-timeout', label: 'Idle timeout', unit: 1_000, unitName: 'seconds', hint: 'Without anything received or sent.' },
      { name: 'pingIntervalMillis', property: 'iocp.ping-interval', label: 'Ping interval', unit: 1_000, unitName: 'seconds', hint: 'Shorter than the idle timeout.' },
      { name: 'closeTimeoutMillis', property: 'iocp.close-timeout', label: 'Close timeout', unit: 1_000, unitName: 'seconds', hint: 'How long closing in order may take.' },
    ],
  },
  {
    title: 'WebSocket',
    fields: [
      { name: 'maximumFrameBytes', property: 'iocp.websocket.max-frame-size', label: 'Largest frame', unit: 1024, unitName: 'KB', hint: 'For new sessions.' },
      { name: 'maximumMessageBytes', property: 'iocp.websocket.max-message-size', label: 'Largest message', unit: 1024, unitName: 'KB', hint: 'For new sessions.' },
    ],
  },
  {
    title: 'Server',
    fields: [
      { name: 'jobWorkers', property: 'iocp.jobs.workers', label: 'Job workers', hint: 'Threads that run jobs.' },
      { name: 'logLevel', property: 'logging.level.io.iocp', label: 'Log level', options: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'OFF'], hint: 'Of the transport, io.iocp.' },
    ],
  },
];

export const FIELDS = GROUPS.flatMap(({ fields }) => fields);

export function shown({ unit = 1, options }, value) {
  return options ? value : String(value / unit);
}

export function meant({ unit = 1, options }, text) {
  return options ? text : Math.round(Number(text) * unit);
}

/** Without the names of properties, and without durations of ISO 8601. */
function plain(text) {
  const named = FIELDS.reduce((all, { property, label }) => all.replaceAll(property, `the ${label.toLowerCase()}`), text);
  return named.replace(/PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?/g, (_, hours, minutes, seconds) =>
    [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter(Boolean).join(' '),
  );
}

/**
 * Which sentences of a refusal speak of which field, by name; what speaks of none is under the empty name.
 */
export function sentences(detail) {
  const found = new Map();
  for (const sentence of detail.split('; ')) {
    const field = FIELDS.find(({ name, property }) => sentence.startsWith(`${property} `) || sentence.startsWith(`${name} `));
    const name = field?.name ?? '';
    // Without the value in the end, which stands in the field.
    const text = field ? plain(sentence.replace(/^\S+ must be /, 'Must be ').replace(/: \S+=.*$/, '')) : sentence;
    found.set(name, found.has(name) ? `${found.get(name)}; ${text}` : text);
  }
  return found;
}
