/*
 * Service messages (someone joined, a topic was made, a group moved on) as one plain sentence, and the one-line
 * preview of any message.
 */

import { fullName } from "../state.js";

const names = (users) => users.map(fullName).join(", ");

/** Each rule: the field that makes a message a service message, and its sentence. */
const SENTENCES = {
  new_chat_members: (message, who) =>
    message.new_chat_members.length === 1 && message.new_chat_members[0].id === message.from?.id
      ? `${who} joined the group`
      : `${who} added ${names(message.new_chat_members)}`,
  left_chat_member: (message, who) =>
    message.left_chat_member.id === message.from?.id ? `${who} left the group` : `${who} removed ${fullName(message.left_chat_member)}`,
  group_chat_created: (message, who) => `${who} created the group`,
  supergroup_chat_created: (message, who) => `${who} created the group`,
  channel_chat_created: () => "Channel created",
  new_chat_title: (message, who) => `${who} changed the name to “${message.new_chat_title}”`,
  migrate_to_chat_id: (message) => `This group became a supergroup: ${message.migrate_to_chat_id}`,
  migrate_from_chat_id: (message) => `Moved here from the group ${message.migrate_from_chat_id}`,
  forum_topic_created: (message, who) => `${who} created the topic “${message.forum_topic_created.name}”`,
  forum_topic_edited: (message, who) => `${who} changed the topic to “${message.forum_topic_edited.name ?? "…"}”`,
  forum_topic_closed: (message, who) => `${who} closed the topic`,
  forum_topic_reopened: (message, who) => `${who} reopened the topic`,
  general_forum_topic_hidden: (message, who) => `${who} hid the General topic`,
  general_forum_topic_unhidden: (message, who) => `${who} showed the General topic`,
  pinned_message: (message, who) => `${who} pinned “${cut(message.pinned_message.text ?? "a message", 40)}”`,
  delete_chat_photo: (message, who) => `${who} removed the picture`,
  write_access_allowed: () => "The bot may write to you now",
  service: (message) => String(message.service),
};

/** The sentence of a service message, or null for an ordinary message. */
export function serviceText(message) {
  const field = Object.keys(SENTENCES).find((name) => message[name] !== undefined && message[name] !== null);
  if (!field) return null;
  const who = fullName(message.from ?? message.sender_chat ?? message.chat);
  return SENTENCES[field](message, who);
}

/** One line that stands for a message in lists and quotes. */
export function previewText(message, length = 120) {
  const service = serviceText(message);
  if (service) return service;
  if (message.text !== undefined) return cut(message.text.replace(/\s+/g, " ").trim(), length);
  if (message.location) return "Location";
  if (message.photo) return withCaption("Photo", message, length);
  if (message.document) return withCaption(message.document.file_name ?? "File", message, length);
  return message.caption ? cut(message.caption, length) : "Message";
}

function withCaption(kind, message, length) {
  return message.caption ? cut(`${kind}: ${message.caption}`, length) : kind;
}

/** Cuts by code points, so that no half of a surrogate pair is left. */
export function cut(text, length) {
  if (text.length <= length) return text;
  const points = [...text.slice(0, length * 2)];
  return points.length > length ? `${points.slice(0, length - 1).join("")}…` : text;
}
