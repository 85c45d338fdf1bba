/*
 * Times as people read them, always in the zone chosen in the clock panel; and the way back from a wall clock in
 * a zone to an instant. Only the browser's own zone data is used.
 */

import { remember, remembered } from "../dom.js";

export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export const CITIES = [
  ["London", "Europe/London", 51.5072, -0.1276],
  ["Berlin", "Europe/Berlin", 52.52, 13.405],
  ["Istanbul", "Europe/Istanbul", 41.0082, 28.9784],
  ["Moscow", "Europe/Moscow", 55.7558, 37.6173],
  ["Dubai", "Asia/Dubai", 25.2048, 55.2708],
  ["Kolkata", "Asia/Kolkata", 22.5726, 88.3639],
  ["Tokyo", "Asia/Tokyo", 35.6762, 139.6503],
  ["Sydney", "Australia/Sydney", -33.8688, 151.2093],
  ["São Paulo", "America/Sao_Paulo", -23.5505, -46.6333],
  ["New York", "America/New_York", 40.7128, -74.006],
  ["Los Angeles", "America/Los_Angeles", 34.0522, -118.2437],
];

export function chosenZone() {
  const zone = remembered("zone", "");
  return isZone(zone) ? zone : OWN_ZONE;
}

export function chooseZone(zone) {
  remember("zone", zone);
}

function isZone(zone) {
  try {
    return Boolean(zone && new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

const format = (seconds, options) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: chosenZone(), ...options }).format(new Date(seconds * 1000));

export const clockTime = (seconds) => format(seconds, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const clockSeconds = (seconds) =>
  format(seconds, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
export const fullTime = (seconds) =>
  format(seconds, { weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short", hourCycle: "h23" });
export const shortDay = (seconds) => format(seconds, { weekday: "short", day: "numeric", month: "short" });
export const longDay = (seconds) => format(seconds, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** A key that two instants share when they are on one local day. */
export const dayKey = (seconds) => format(seconds, { year: "numeric", month: "2-digit", day: "2-digit" });

export function dayLabel(seconds, now) {
  if (dayKey(seconds) === dayKey(now)) return "Today";
  if (dayKey(seconds) === dayKey(now - 86400)) return "Yesterday";
  const sameYear = format(seconds, { year: "numeric" }) === format(now, { year: "numeric" });
  return format(seconds, sameYear ? { day: "numeric", month: "long" } : { day: "numeric", month: "long", year: "numeric" });
}

/** What the chat list shows: a time today, a weekday this week, else a date. */
export function listTime(seconds, now) {
  if (dayKey(seconds) === dayKey(now)) return clockTime(seconds);
  if (now - seconds < 6 * 86400) return format(seconds, { weekday: "short" });
  return format(seconds, { day: "2-digit", month: "2-digit", year: "2-digit" }).replaceAll("/", ".");
}

/** Minutes east of UTC of a zone at an instant. */
function offsetOf(zone, milliseconds) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    }).formatToParts(new Date(milliseconds)).map((part) => [part.type, Number(part.value)]),
  );
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return wall - Math.floor(milliseconds / 1000) * 1000;
}

/** The instant (seconds) of a wall time `[year, month, day, hour, minute]` in the chosen zone. */
export function instantOf([year, month, day, hour, minute], zone = chosenZone()) {
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const guess = wall - offsetOf(zone, wall);
  return (wall - offsetOf(zone, guess)) / 1000;
}

/** The local date `[year, month, day]` of an instant in the chosen zone. */
export function localDate(seconds) {
  const [day, month, year] = dayKey(seconds).split("/").map(Number);
  return [year, month, day];
}

export function zoneLabel(zone = chosenZone()) {
  const city = CITIES.find((each) => each[1] === zone)?.[0];
  return city ?? zone.split("/").pop().replaceAll("_", " ");
}
