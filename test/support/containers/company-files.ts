/** What an operator hands to the containers: certificates and keys of the company's own authority, and a keystore for Java. */
import { chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { imageUser } from "../../../scripts/image-root.ts";
import { run } from "../machine/fetched.ts";
import { type Authority, makeAuthority } from "../network/certificate.ts";

/** Of the keystore, which lies beside the key itself. */
export const keystorePassword = "keystore-in-tests-alone";

export class CompanyFiles {
  readonly folder: string;
  readonly authority: Authority = makeAuthority("Acme's Authority");

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The authority's certificate, for programs outside. */
  get authorityFile(): string {
    return join(this.folder, "ca.pem");
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.folder, path);
    await writeFile(file, text, { mode: 0o600 });
    await chown(file, imageUser, imageUser);
  }

  /** Makes `tls/<name>/` with ca.pem, cert.pem and key.pem for these names, and returns the folder. */
  async certify(name: string, names: readonly string[]): Promise<string> {
    const folder = join(this.folder, "tls", name);
    await mkdir(folder, { recursive: true });
    const { certificate, key } = this.authority.issue(names);
    await this.write(`tls/${name}/ca.pem`, this.authority.certificate);
    await this.write(`tls/${name}/cert.pem`, certificate);
    await this.write(`tls/${name}/key.pem`, key);
    return folder;
  }

  /** Adds keystore.p12 to the folder of a name: its key and certificate, and the authority as trusted. */
  async addKeystore(name: string): Promise<void> {
    const folder = join(this.folder, "tls", name);
    const store = join(folder, "keystore.p12");
    await run("openssl", [
      ...["pkcs12", "-export", "-in", join(folder, "cert.pem"), "-inkey", join(folder, "key.pem")],
      ...["-name", name, "-out", store, "-passout", `pass:${keystorePassword}`],
    ]);
    await run("keytool", [
      ...["-importcert", "-noprompt", "-alias", "authority", "-file", join(folder, "ca.pem")],
      ...["-keystore", store, "-storepass", keystorePassword, "-storetype", "PKCS12"],
    ]);
    await chown(store, imageUser, imageUser);
  }
}
