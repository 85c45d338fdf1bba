/*
 * The small dialog that shares a place: a few cities, or any latitude and longitude.
 */

import { openDialog } from "./dialogs.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { CITIES } from "./render/time.js";

/** Resolves to {latitude, longitude}, or null when the person closed the dialog. */
export async function askLocation() {
  let chosen = null;
  const latitude = field("Latitude", -90, 90, "41.0082");
  const longitude = field("Longitude", -180, 180, "28.9784");
  const cities = (close) =>
    CITIES.map(([name, , lat, lon]) =>
      button({ class: "city", on: { click: () => ((chosen = { latitude: lat, longitude: lon }), close()) } }, icon("pin"), name));
  const grid = el("div", { class: "cities" });
  const form = el("div", { class: "lat-lon" }, latitude.label, longitude.label);
  await openDialog("Share a location", [grid, form], (close) => {
    grid.append(...cities(close));
    const send = () => {
      if (!latitude.input.reportValidity() || !longitude.input.reportValidity()) return;
      chosen = { latitude: Number(latitude.input.value), longitude: Number(longitude.input.value) };
      close();
    };
    return [button({ class: "flat", on: { click: close } }, "Cancel"), button({ class: "flat strong", on: { click: send } }, "Send")];
  });
  return chosen;
}

function field(name, min, max, value) {
  const input = el("input", { type: "number", step: "any", required: true, min, max, value, class: "input" });
  return { input, label: el("label", { class: "field" }, name, input) };
}
