/** The people a demonstration needs: two groups with different rights, one who operates, one who belongs nowhere. */

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

/** Undefined for a name that is nobody's. */
export const demoUser = (name: string): DemoUser | undefined => demoUsers.find((user) => user.name === name);
