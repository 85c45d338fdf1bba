/*
 * The page's own icons, drawn on a 24 by 24 grid as strokes that take the colour of the text around them.
 */

const SVG = "http://www.w3.org/2000/svg";

const STROKES = {
  send: ["M4.5 12 20 4.5 14.5 20l-3-6.5z", "m11.5 13.5 3.2-3.4"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h10"],
  back: ["m11 5-7 7 7 7", "M4.5 12H20"],
  down: ["m6 9 6 6 6-6"],
  close: ["m6 6 12 12", "M18 6 6 18"],
  clock: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M12 7.5V12l3 2"],
  flask: ["M9.5 3.5h5", "M10.5 3.5v6L5 18.6c-.6 1 .1 1.9 1.2 1.9h11.6c1.1 0 1.8-.9 1.2-1.9L13.5 9.5v-6", "M7.8 15h8.4"],
  pin: ["M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z", "M12 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"],
  keyboard: ["M3.5 7.5c0-.8.7-1.5 1.5-1.5h14c.8 0 1.5.7 1.5 1.5v9c0 .8-.7 1.5-1.5 1.5H5c-.8 0-1.5-.7-1.5-1.5z", "M7 10h.01M10.5 10h.01M14 10h.01M17 10h.01M8.5 14.5h7"],
  slash: ["M5.5 3.5h13c1.1 0 2 .9 2 2v13c0 1.1-.9 2-2 2h-13c-1.1 0-2-.9-2-2v-13c0-1.1.9-2 2-2z", "m14 7.5-4 9"],
  moon: ["M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z"],
  sun: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M12 2.5v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4"],
  bellOff: ["M6.5 10a5.5 5.5 0 0 1 9-4.200M17.5 10c0 4 1.5 5.5 1.5 5.500M15 15.500H5s1.5-1.5 1.5-5.5", "M10.2 18.500a2 2 0 0 0 3.6 0", "m4 3.5 16 17"],
  check: ["m3.5 12.5 4 4 8-9"],
  checks: ["m2 12.5 4 4 8-9", "m11.5 16 .5.5 8-9"],
  reply: ["M10 6 4 12l6 6", "M4.5 12H14c3.5 0 6 2 6 6"],
  more: ["M12 5.500h.01M12 12h.01M12 18.500h.01"],
  outside: ["M8 16 16.5 7.5", "M9 7.500h7.500V15"],
  copy: ["M9 9h9.500v10.500H9z", "M6 15H5.500V4.500H15V6"],
  hash: ["M9.5 4.5 7.5 19.500M16.5 4.500l-2 15M4.5 9.500h15.500M4 14.500h15.5"],
  people: ["M9 5a3.2 3.2 0 1 0 0 6.400A3.2 3.2 0 0 0 9 5z", "M3 19c.3-3.3 2.7-5 6-5s5.7 1.7 6 5", "M16 5.500a3 3 0 0 1 0 5.600M17.5 14.300c2 .6 3.3 2.2 3.5 4.7"],
  megaphone: ["M4 10v4l3 .500L17 19V5L7 9.500z", "M7.5 14.5 9 19.500h2.500L10.2 15.5", "M20 10v4"],
  star: ["m12 4 2.4 5 5.5.7-4 3.8 1 5.5-4.9-2.700L7.1 19l1-5.5-4-3.8 5.5-.700z"],
  ban: ["M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z", "m6.5 6.5 11 11"],
  lock: ["M7 10.500h10c.6 0 1 .4 1 1V19c0 .6-.4 1-1 1H7c-.6 0-1-.4-1-1v-7.500c0-.6.4-1 1-1z", "M8.5 10V7.500a3.5 3.5 0 0 1 7 0V10"],
  code: ["m8.5 7-5 5 5 5M15.5 7l5 5-5 5"],
  paper: ["M5 4.500h11v13.800c0 1 .7 1.7 1.5 1.700H6.500c-.9 0-1.5-.7-1.5-1.700z", "M16 9h3.500v9.300c0 1-.9 1.7-2 1.7", "M8 8.500h5M8 12h5M8 15.500h3"],
  doc: ["M6.5 3.500h7l4.5 4.500v12.500H6.500z", "M13.5 3.500V8H18"],
  warning: ["M12 4.5 21 19.500H3z", "M12 10v4.500M12 17h.01"],
};

/** An inline SVG; it is decoration, so the element around it carries the label. */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  for (const d of STROKES[name] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
