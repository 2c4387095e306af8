/**
 * Who sits at the table, as the server tells it. A member is its place: names can be imitated, places
 * cannot. Muting is by place, and ends when somebody else sits there.
 *
 * @typedef {{place: number, user: string, state: 'here' | 'away', classic: boolean, muted: boolean,
 *   typing: number}} Member
 */

const TYPING = 5000;

export class Roster {
  room = '';
  capacity = 10;
  /** The place of the reader. */
  me = 0;
  /** @type {Map<number, Member>} */ members = new Map();

  /** Everything anew, but for who is muted and still there.
   * @param {{room: string, user: string, place: number, capacity: number, members: any[]}} seated */
  seat(seated) {
    const before = this.room === seated.room ? this.members : new Map();
    this.room = seated.room;
    this.capacity = seated.capacity;
    this.me = seated.place;
    this.members = new Map();
    for (const { place, user, state, classic } of [...seated.members, { ...seated, state: 'here' }]) {
      const known = before.get(place);
      this.members.set(place, {
        place,
        user,
        state: state === 'away' ? 'away' : 'here',
        classic: classic === true,
        muted: known !== undefined && known.user === user && known.muted,
        typing: 0,
      });
    }
  }

  /** @param {number} place @param {string} user @param {boolean} classic */
  join(place, user, classic) {
    this.members.set(place, { place, user, state: 'here', classic, muted: false, typing: 0 });
  }

  /** @param {number} place */
  leave(place) {
    this.members.delete(place);
  }

  /** @param {number} place @returns {Member | undefined} */
  at(place) {
    return this.members.get(place);
  }

  /** @param {number} place */
  types(place) {
    const member = this.members.get(place);
    if (member !== undefined) {
      member.typing = performance.now() + TYPING;
    }
  }

  /** Whoever is typing now, but for the reader and who is muted. */
  get typists() {
    const now = performance.now();
    return [...this.members.values()]
      .filter((one) => one.typing > now && one.place !== this.me && !one.muted);
  }

  /** Whether the reader is the only one. */
  get alone() {
    return this.members.size <= 1;
  }
}
