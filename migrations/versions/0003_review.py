"""What the review needs: opinions beside decisions, questions to hiring managers, hold tests, notices, choices of people.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('user_id', sa.String(length=36), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('first_deadline', app.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('made_at', app.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('sent_at', app.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('parked', sa.Boolean(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_notice_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('key', name=op.f('uq_notice_key'))
    )
    op.create_table('account_event',
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', app.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.String(length=36), nullable=False),
    sa.Column('by_id', sa.String(length=36), nullable=True),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['user.id'], name=op.f('fk_account_event_by_id_user')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_account_event_user_id_user')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_account_event'))
    )
    with op.batch_alter_table('account_event', schema=None) as batch_op:
        batch_op.create_index('ix_account_event_user', ['user_id', 'seq'], unique=False)

    op.create_table('hold_test',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('connection_id', sa.String(length=36), nullable=False),
    sa.Column('at', app.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('application', sa.String(length=300), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('steps', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['connection_id'], ['connection.id'], name=op.f('fk_hold_test_connection_id_connection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold_test'))
    )
    with op.batch_alter_table('hold_test', schema=None) as batch_op:
        batch_op.create_index('ix_hold_test_connection_at', ['connection_id', 'at'], unique=False)

    op.create_table('requirements_version',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('posting_id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('made_at', app.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_requirements_version_posting_id_posting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requirements_version')),
    sa.UniqueConstraint('posting_id', 'version', name=op.f('uq_requirements_version_posting_id_version'))
    )

    op.create_table('opinion',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('rejection_id', sa.String(length=36), nullable=False),
    sa.Column('user_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('requirement_ids', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('stage', sa.String(length=200), nullable=False),
    sa.Column('changed_because', sa.Text(), nullable=False),
    sa.Column('at', app.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=True),
    sa.Column('withdrawn_at', app.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['rejection_id'], ['rejection.id'], name=op.f('fk_opinion_rejection_id_rejection')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_opinion_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion'))
    )
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.create_index('ix_opinion_rejection', ['rejection_id'], unique=False)

    op.create_table('ask',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('rejection_id', sa.String(length=36), nullable=False),
    sa.Column('asked_by', sa.String(length=36), nullable=False),
    sa.Column('asked_of', sa.String(length=36), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('asked_at', app.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('answer_by', app.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opinion_id', sa.String(length=36), nullable=True),
    sa.Column('ended_at', app.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_ask_asked_by_user')),
    sa.ForeignKeyConstraint(['asked_of'], ['user.id'], name=op.f('fk_ask_asked_of_user')),
    sa.ForeignKeyConstraint(['opinion_id'], ['opinion.id'], name=op.f('fk_ask_opinion_id_opinion')),
    sa.ForeignKeyConstraint(['rejection_id'], ['rejection.id'], name=op.f('fk_ask_rejection_id_rejection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask'))
    )
    with op.batch_alter_table('ask', schema=None) as batch_op:
        batch_op.create_index('ix_ask_asked_of', ['asked_of'], unique=False)
        batch_op.create_index('ix_ask_rejection', ['rejection_id'], unique=False)

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stage', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('changed_because', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('corrects_id', sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_decision_corrects_id_decision'), 'decision', ['corrects_id'], ['id'])

    with op.batch_alter_table('look', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.Text(), server_default='', nullable=False))

    with op.batch_alter_table('policy', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_review_share', sa.Double(), server_default=sa.text('0.05'), nullable=False))
        batch_op.add_column(sa.Column('ask_working_days', sa.Integer(), server_default=sa.text('2'), nullable=False))

    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('two_step', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('target_stage', sa.String(length=200), server_default='', nullable=False))

    with op.batch_alter_table('rejection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('skips', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('asked_until', app.store.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('warned', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('second_review', sa.String(length=40), server_default='', nullable=False))
        batch_op.create_index('ix_rejection_lease', ['lease_by', 'lease_until'], unique=False, sqlite_where=sa.text('lease_by IS NOT NULL'), postgresql_where=sa.text('lease_by IS NOT NULL'))
        batch_op.create_index('ix_rejection_waiting', ['state', 'deadline'], unique=False, sqlite_where=sa.text('deadline IS NOT NULL'), postgresql_where=sa.text('deadline IS NOT NULL'))
        batch_op.create_index('ix_rejection_lapsed_at', ['lapsed_at'], unique=False, sqlite_where=sa.text('lapsed_at IS NOT NULL'), postgresql_where=sa.text('lapsed_at IS NOT NULL'))

    with op.batch_alter_table('outbox_item', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_item_decision', ['decision_id'], unique=False)

    with op.batch_alter_table('sign_in_failure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('network', sa.String(length=64), server_default='', nullable=False))
        batch_op.create_index('ix_sign_in_failure_network_at', ['network', 'at'], unique=False)

    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('oidc_subject', sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column('locale', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('theme', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('mails', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('shortcuts', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.create_unique_constraint(batch_op.f('uq_user_oidc_subject'), ['oidc_subject'])

    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about', sa.String(length=200), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.drop_column('about')

    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_user_oidc_subject'), type_='unique')
        batch_op.drop_column('shortcuts')
        batch_op.drop_column('mails')
        batch_op.drop_column('theme')
        batch_op.drop_column('locale')
        batch_op.drop_column('oidc_subject')

    with op.batch_alter_table('sign_in_failure', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_failure_network_at')
        batch_op.drop_column('network')

    with op.batch_alter_table('outbox_item', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_item_decision')

    with op.batch_alter_table('rejection', schema=None) as batch_op:
        batch_op.drop_index('ix_rejection_waiting')
        batch_op.drop_index('ix_rejection_lapsed_at')
        batch_op.drop_index('ix_rejection_lease')
        batch_op.drop_column('second_review')
        batch_op.drop_column('warned')
        batch_op.drop_column('asked_until')
        batch_op.drop_column('skips')

    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.drop_column('target_stage')
        batch_op.drop_column('two_step')

    with op.batch_alter_table('policy', schema=None) as batch_op:
        batch_op.drop_column('ask_working_days')
        batch_op.drop_column('second_review_share')

    with op.batch_alter_table('look', schema=None) as batch_op:
        batch_op.drop_column('note')

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_decision_corrects_id_decision'), type_='foreignkey')
        batch_op.drop_column('corrects_id')
        batch_op.drop_column('changed_because')
        batch_op.drop_column('stage')

    with op.batch_alter_table('ask', schema=None) as batch_op:
        batch_op.drop_index('ix_ask_rejection')
        batch_op.drop_index('ix_ask_asked_of')

    op.drop_table('ask')
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.drop_index('ix_opinion_rejection')

    op.drop_table('opinion')
    with op.batch_alter_table('hold_test', schema=None) as batch_op:
        batch_op.drop_index('ix_hold_test_connection_at')

    op.drop_table('requirements_version')
    op.drop_table('hold_test')
    with op.batch_alter_table('account_event', schema=None) as batch_op:
        batch_op.drop_index('ix_account_event_user')

    op.drop_table('account_event')
    op.drop_table('notice')
