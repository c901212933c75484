"""What strict fakes of chat providers share: serving, failing, holding back, auditing."""
