// @ts-check
import { fold } from './mentions.js';

/**
 * The members of the room, as reported by the server.
 *
 * A member has an id for its stay, which is never given to anybody else; whatever lasts longer than
 * a moment (a dialog, a mute, who said a line) holds that. A place is where a member sits, and may
 * be somebody else's a moment later. A server that tells no ids is understood by giving ids here.
 *
 * @typedef {{id: number, place: number, user: string, state: 'here' | 'away', classic: boolean,
 *   muted: boolean, typingUntil: number}} Member
 * @typedef {{id: number, place: number, user: string}} Muted
 */

const TYPING = 5000;

export class Roster {
  room = '';
  capacity = 10;
  /** The place of the reader; 0 without a seat. */
  me = 0;
  /** @type {Map<number, Member>} by place */ members = new Map();
  #lastId = 0;
  /** @type {Muted[]} who was muted and is still to come back */ #mutedAway = [];

  /**
   * Replaces the roster; mutes of members that are still there stay. For a while after a room went on at another
   * server, a member may come back with another id, to the same place with the same name.
   *
   * @param {{room: string, user: string, place: number, member?: number, capacity: number,
   *   members: {place: number, user: string, member?: number, state?: string, classic?: boolean}[]}} seated
   * @param {Muted[]} [muted] who was muted before this page was loaded
   * @param {boolean} [continued] whether the room is another one's continuation
   * @param {boolean} [reunion] whether it was a moment ago
   */
  seat(seated, muted = [], continued = false, reunion = continued) {
    const before = this.room !== '' && (this.room === seated.room || continued)
      ? this.muted
      : muted;
    const known = this.room === seated.room ? this.members : new Map();
    this.room = seated.room;
    this.capacity = seated.capacity;
    this.me = seated.place;
    this.members = new Map();
    for (const told of [...seated.members, { ...seated, state: 'here', classic: false }]) {
      const { place, user } = told;
      const same = known.get(place);
      const id = told.member ?? (same?.user === user ? same.id : this.#newId());
      this.members.set(place, {
        id,
        place,
        user,
        state: told.state === 'away' ? 'away' : 'here',
        classic: told.classic === true,
        muted: before.some((one) => one.id === told.member
          || ((reunion || told.member === undefined) && one.place === place && one.user === user)),
        typingUntil: 0,
      });
    }
    this.#mutedAway = reunion ? before.filter((one) => !this.members.has(one.place)) : [];
  }

  /** @param {{place: number, user: string, member?: number, classic?: boolean}} joined */
  join({ place, user, member, classic }) {
    const listed = this.members.get(place);
    if (listed !== undefined && listed.user === user && (member === undefined || listed.id === member)) {
      return; // `seated` told of it before it was announced
    }
    const muted = this.#mutedAway.some((one) => one.id === member || (one.place === place && one.user === user));
    this.#mutedAway = this.#mutedAway.filter((one) => one.place !== place);
    this.members.set(place, {
      id: member ?? this.#newId(), place, user, state: 'here', classic: classic === true, muted, typingUntil: 0,
    });
  }

  /** @param {number} place */
  leave(place) {
    this.members.delete(place);
  }

  /** Whoever comes from now on is somebody new. */
  allCame() {
    this.#mutedAway = [];
  }

  /** Nobody sits anywhere. */
  clear() {
    this.room = '';
    this.me = 0;
    this.members = new Map();
    this.#mutedAway = [];
  }

  /**
   * @param {number} place
   * @returns {Member | undefined}
   */
  at(place) {
    return this.members.get(place);
  }

  /**
   * @param {number} id
   * @returns {Member | undefined}
   */
  withId(id) {
    return [...this.members.values()].find((one) => one.id === id);
  }

  /**
   * Another one, at the place with the number that was written in place of a name.
   *
   * @param {string} name
   */
  placed(name) {
    return this.others.find((one) => String(one.place) === fold(name.trim().replace(/^@/u, '')));
  }

  /** @returns {Member | undefined} the reader */
  get self() {
    return this.members.get(this.me);
  }

  /** The others, by place. */
  get others() {
    return [...this.members.values()].filter((one) => one.place !== this.me).sort((a, b) => a.place - b.place);
  }

  /**
   * The muted members.
   *
   * @returns {Muted[]}
   */
  get muted() {
    return [...[...this.members.values()].filter((one) => one.muted), ...this.#mutedAway]
      .map(({ id, place, user }) => ({ id, place, user }));
  }

  /**
   * @param {number} place
   * @param {number} now
   */
  types(place, now) {
    const member = this.members.get(place);
    if (member !== undefined) {
      member.typingUntil = now + TYPING;
    }
  }

  /**
   * The typing members, except the reader and muted ones.
   *
   * @param {number} now
   */
  typists(now) {
    return this.others.filter((one) => one.typingUntil > now && !one.muted);
  }

  /** Whether the reader is the only one. */
  get alone() {
    return this.members.size <= 1;
  }

  #newId() {
    return --this.#lastId; // a server's own are positive
  }
}
