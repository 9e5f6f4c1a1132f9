/// The files that `init` writes: the same as `systemd/reconciled.yaml` and the first of `policies/`, which a test checks.
package enum Templates {
    package static let configuration = #"""
        # The configuration of reconciled. What is commented out here is the default.
        #
        # To change a key, remove the '#' before it and before the name of its group. Better still, leave this file alone and
        # write only what differs to /etc/reconciled/reconciled.d/50-local.yaml: files there are read after this one, in the
        # order of their names, and the last one that sets a key wins.
        #
        # Durations are whole numbers with units: 30s, 15m, 6h, 7d, 1h30m. `reconciled check` says whether all is well.

        #api:
        # Where the API is. http:// is refused, except to this machine.
        #  baseURL: https://cloud.hostup.se/api/v2
        # A file with the API token, for when it does not come as the systemd credential 'hostup-token', or none.
        #  tokenFile: none
        # How long one request may take: 1s to 10m.
        #  timeout: 30s

        #pacing:
        # How much of each of the API's rate-limit windows is ours: 1% to 100%. The rest is left to others on the account.
        #  share: 80%
        # A limit of your own that is kept whatever the API allows, such as 60/1m for 60 requests a minute, or none.
        #  ceiling: none
        # How many requests may be under way at once: 1 to 64.
        #  concurrency: 8

        #inventory:
        # How often the lists of servers and hosting accounts are read: 10s to 1d.
        #  every: 15m

        #brake:
        # How many different resources of one kind may be changed in any 24 hours, over all policies: a share of those matched,
        # such as 30%, or a number. 100% is no brake beside those of the policies.
        #  changesPerDay: 100%

        #escrow:
        # Where sealed copies of new passwords are kept: an absolute path, or auto for the state directory's path with
        # '-escrow' added.
        #  directory: auto

        #control:
        # The socket on which commands reach the service: an absolute path, or auto for the one systemd hands over, else
        # 'control.sock' in the runtime directory, else in the state directory.
        #  socket: auto

        #metrics:
        # Where metrics are served over TCP beside the control socket, such as 127.0.0.1:9090 or [::1]:9090, or none.
        #  listen: none

        #log:
        # The least urgent messages that are logged: debug, info, notice, warning or error.
        #  level: info

        """#

    package static let policy = #"""
        # SSH password login is off on every VPS.
        #
        # As it stands, this policy only looks and reports. Copy it to /etc/reconciled/policies.d, read what `reconciled plan`
        # says about your servers, then write 'mode: enforce'.

        # Reports and the ledger know the policy by this name; no other file may have it.
        name: ssh-password-login-off
        resource: vps.sshPasswordLogin

        # observe: look and report, never write. enforce: write where gate, guards and holds allow it. There is no default.
        mode: observe

        # Of the policies that match a server the one with the largest priority governs it.
        priority: 0

        # Every server; or conditions that must all hold, as in 20-ssh-production.yaml.
        match: all

        # Password login is to be off, for root and for every other user.
        desired: {enabled: false}

        # A verdict rests on what sshd says of itself (effective), not on configuration files alone (any).
        evidence: effective

        # Password login is switched off only while at least this many SSH keys open the server. Add the fingerprints of keys
        # you hold before you enforce: then one of them must be among those on the server.
        guards:
          sshKeys:
            minimum: 1
            # fingerprints: ["SHA256:…"]    # as `ssh-keygen -lf KEY.pub` prints them

        # How often a server without drift is looked at. Each look costs a request and a command inside the guest.
        schedule:
          every: 6h
          # When servers may be changed, by the clocks of a zone; without windows, at any time:
          # windows: ["Mon..Fri 09:00-16:00 Europe/Stockholm"]
          # Drift is mended once it was seen for so long:
          # settle: 0s

        # How a change is rolled out: some first, then batches, each of which must prove itself:
        # waves: {canary: 1, batch: 20%, soak: 10m, stopAfterFailures: 2}

        # How many different servers may be changed in any 24 hours: a share of those matched, or a number.
        brake:
          changesPerDay: 30%

        # Recorded exceptions, each of which ends by itself, at most 30 days ahead:
        # waivers:
        #   - {match: {names: [db-7]}, until: 2026-12-01T00:00:00Z, reason: "INC-123, console broken"}

        """#
}
