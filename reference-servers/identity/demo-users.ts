/** The users of a demonstration: two groups with different permissions, an operator, and a user without a group. */

export interface DemoUser {
  readonly name: string;
  readonly fullName: string;
  readonly groups: readonly string[];
}

export const demoUsers: readonly DemoUser[] = [
  { name: "ada", fullName: "Ada Lindqvist", groups: ["ads-eng"] },
  { name: "finn", fullName: "Finn Okafor", groups: ["finance"] },
  { name: "ines", fullName: "Ines Moreau", groups: ["infra"] },
  { name: "omar", fullName: "Omar Haddad", groups: [] },
];

/** Returns undefined if no demo user has the name. */
export const demoUser = (name: string): DemoUser | undefined => demoUsers.find((user) => user.name === name);
