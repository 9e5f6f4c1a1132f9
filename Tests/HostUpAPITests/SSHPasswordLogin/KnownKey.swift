/// Public keys made with `ssh-keygen` for these tests alone, and the fingerprints that `ssh-keygen -lf` (OpenSSH 9.2)
/// printed for them. The two of security keys carry the points of the others: no hardware was at hand.
struct KnownKey: Sendable {
    var line: String
    var fingerprint: String

    static let ed25519 = Self(
        line: """
            ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEHjBmhCpyNO6EDG9HTw7MXi5wX6Cfd8i3Dbr+luGydX ed25519@example
            """,
        fingerprint: "SHA256:KeXWXdCclhjGV6X/xemw0x+XWxJk4ndov++wH/hZay0")
    static let rsa = Self(
        line: """
            ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC/x5aRWM0+cY/jVZAegQ2umKMr7IGodGWiEWNv3kInF1VMyd8PljvzK8BaJVVB\
            ajsuh09urUGJOT5QwnAaoZskvcd6B7ux5vZF9Wcqsk9l15WljS1LIk9/GZEzit44i8bCmreS1pZ0m6v4D6cxRSFFdkv5m6qdL6vy\
            Tsj/lP+3SrBz2r7MryM4jHAt4o95Wkmw5m2CSnC2q243TJ7Zqf2EUsWJiJCt7UGAL1bH2FkSgM1CUTucnjCH3u+mY5LgAOLgCSlh\
            JzxyiBEi34Mg1RRLBiktY+BIiCfYyFEbYrcVt9csa7aY0BwwW97KU2Wzsg/NbOnuh+a0Fs/1J9DIPP/V rsab2048@example
            """,
        fingerprint: "SHA256:fnncLVxzg9jlcWtNrxOaOFgH99+xK6tz4dCtXHs7vWY")
    static let nistp256 = Self(
        line: """
            ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKIRvPYZwZxEUOcKd54qCNPh9+kZ\
            d2/8clXl3AKrKb6oksg3prgH9sfBONK1ZFC6cD6ZuBlrURCjagUeWs3p8oE= ecdsab256@example
            """,
        fingerprint: "SHA256:EMxtwkXN64JPkjdr2s6zpnMmbR6Kfd2IGOmtV0epKb8")
    static let nistp384 = Self(
        line: """
            ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBL7jJ+GzKHpdbUD0KcunMOQstYGq\
            e3iG3SQEzbHtYdN5Flx0zfYXvJQNCw/NIJqZu4SgGfn/TOaKoi5YFuZn3GOzjkP+jzMv5t4hDi0stSE17qfOmH33JyvRuq7c8pkv\
            Zg== ecdsab384@example
            """,
        fingerprint: "SHA256:jKGwGO9LsEg0P28Q1sgPCZR5k/+IYE8hDCUYo1eTFkA")
    static let nistp521 = Self(
        line: """
            ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBADPNX4t+GRFmeYrNO+rfu0Y4lSu\
            ubnXGeisQnD2acQhiemLX66hyQDiumen5CBgwAyTcTgNbkyUQ8gi6OeJ32x0KQHLEUHrUkO4w4atckeGG1KB91eZHdQ1SSOQSUxD\
            b2MBIiArOXGhncsIeDSnKue/jcEo2p/8rGQw/wfNZGlhRJxWrg== ecdsab521@example
            """,
        fingerprint: "SHA256:UBzKlwj1pAZ8Blixx/VYlsPSW/Fx9I2wB8Sn3PiRgpM")
    static let securityKeyEd25519 = Self(
        line: """
            sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIEHjBmhCpyNO6EDG9HTw7MXi5wX6C\
            fd8i3Dbr+luGydXAAAABHNzaDo= sked@example
            """,
        fingerprint: "SHA256:5lorDKwxkON1i2jNm72IMu6h+UVw477xmVKvj5xVOvo")
    static let securityKeyNistp256 = Self(
        line: """
            sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyN\
            TYAAABBBKIRvPYZwZxEUOcKd54qCNPh9+kZd2/8clXl3AKrKb6oksg3prgH9sfBONK1ZFC6cD6ZuBlrURCjagUeWs3p8oEAAAAEc\
            3NoOg== skec@example
            """,
        fingerprint: "SHA256:4aimYumWa0uOiJH2///IfffDZQryihr/WSpPSGQwzh4")
    static let all = [ed25519, rsa, nistp256, nistp384, nistp521, securityKeyEd25519, securityKeyNistp256]

    /// A key of a type that OpenSSH no longer takes.
    static let dss = """
        ssh-dss AAAAB3NzaC1kc3MAAACBAKigB5EXQ7vZylulSBovSi8X+2UTUg4NHCBm84+kxn2yJNgJXRWKh2nQFBofoM/u1qJ6OSi4\
        536UWVFqLSCXUg1KVqSieNAQ82//6ec1MSYXpYNJCREkMRqanymTcmJ7Pqu2ZhIxujdibVRZELULMtEYvM4MvcFWwvw5rGeAtlGT\
        AAAAFQCxn+IhzkHd48LglHdVBcbtTwXvrwAAAIA5kQ87ELAq/fTNssml+uCLkVg3hBw6yGKxvDA5z8o1HGAMjt36kC8Jx2Z0qfJ7\
        Y24k+8lRSA+qFJn02+rzD8uM/GcidNceUEhAbPY5nGkDqV4Z4dCgVkINybn9JS/aT9CfNIjTje4LJ2FV9au+HSrpP0JVf3Igr8js\
        ZS7bfKc+BgAAAIAVDX8YHhplfwz3Z3rXIq64Inw4Vf4kp1gDoTFsXVnJ1j+cygTBwGXYAq9MfY7bfq/ugSLFl++qZWKxkIU7x3zv\
        RzqLvDMXNWX9G9sgD0ar3LGAysO/TzKL3ejHSaWi10mJAqPhFZGmmbs4/ePgNsLLLHRwNb2B/KGawvEOOCjDPg== dsa@example
        """
}
