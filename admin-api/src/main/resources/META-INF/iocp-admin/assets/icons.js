/** The pictures of the views, as paths on a grid of 24. */

const PATHS = {
  overview: 'M4 20V4M4 20h16M8 15l4-5 3 3 5-7',
  clients: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.4-3.6 3-6 6.500-6s6.100 2.400 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18.500 14.500c1.700.9 2.800 2.800 3 5.500',
  streams: 'M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7.800 16.200a6 6 0 0 1 0-8.400M16.200 7.800a6 6 0 0 1 0 8.400M5 19a10 10 0 0 1 0-14M19 5a10 10 0 0 1 0 14',
  sources: 'M12 3v11M7.500 9.500l4.500 4.500 4.500-4.500M4 15v3a3 3 0 0 0 3 3h10a3 3 0 0 0 3-3v-3',
  recordings: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  files: 'M7.500 4v15M3.500 15l4 4 4-4M16.500 20V5M12.500 9l4-4 4 4',
  jobs: 'M4 6h10M4 12h16M4 18h7M18 4v4M8 10v4M15 16v4',
  bans: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.700 5.700l12.600 12.600',
  settings: 'M4 7h9M17 7h3M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM4 17h3M11 17h9M9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  log: 'M5 5h14M5 10h14M5 15h9M5 20h11',
};

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
