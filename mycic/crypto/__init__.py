"""The one door to cryptography.

::

    provider (file, env; later KMS, Vault)        key-encrypting keys, never in the database
      system-N ---- wraps the key folder's sealed entries: draft keys, blind-index root, CA keys, system data keys
      case-N ------ wraps the data keys of submitted dossiers
      draft-2026-W48 wraps the data keys of drafts that expire that week; destroyed after it
        data key, one per dossier
          HKDF ---- field/<table>.<column>, file/<document>

``keyring`` holds the key-encrypting keys, ``envelope`` the data keys, ``fields`` the sealed columns, ``streams``
the files, ``blind`` the equality look-ups, ``signing`` key pairs, certificates and signatures, ``rotation`` the
re-wrapping.
"""
