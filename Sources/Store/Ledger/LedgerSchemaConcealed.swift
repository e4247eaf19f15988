extension LedgerSchema {
    /// What was covered of entries of the log, with the salts of its commitments: beside the chain, so that it can be erased
    /// without touching the chain. Erasing is the only change that there is.
    static let concealedTexts = """
        CREATE TABLE concealed_text(
          entry INTEGER PRIMARY KEY REFERENCES audit(seq),
          salt BLOB CHECK(length(salt) = 32),
          text TEXT,
          erasure INTEGER REFERENCES audit(seq),
          CHECK((salt IS NULL) = (erasure IS NOT NULL) AND (text IS NULL) = (erasure IS NOT NULL))
        ) STRICT;
        CREATE TRIGGER concealed_text_is_new BEFORE INSERT ON concealed_text
        WHEN EXISTS(SELECT 1 FROM concealed_text WHERE entry = NEW.entry) OR NEW.erasure IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'what is concealed is never replaced'); END;
        CREATE TRIGGER concealed_text_stays BEFORE DELETE ON concealed_text
        BEGIN SELECT RAISE(ABORT, 'what was concealed leaves its mark'); END;
        CREATE TRIGGER concealed_text_is_erased BEFORE UPDATE ON concealed_text
        WHEN OLD.erasure IS NOT NULL OR NEW.entry IS NOT OLD.entry OR NEW.erasure IS NULL
        BEGIN SELECT RAISE(ABORT, 'what is concealed can only be erased'); END;
        """
}
