"""Why a rule may have missed somebody, what people say about terms, where a requirement stands in its posting.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.add_column(sa.Column('diagnoses', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))

    with op.batch_alter_table('requirement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('equivalent', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('source', sa.Text(), server_default='', nullable=False))

    op.create_table('term_ruling',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('term', sa.String(length=200), nullable=False),
    sa.Column('form', sa.String(length=200), nullable=False),
    sa.Column('same', sa.Boolean(), nullable=False),
    sa.Column('said_by', sa.String(length=200), nullable=False),
    sa.Column('said_at', app.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('rejection_id', sa.String(length=36), nullable=True),
    sa.Column('accepted_by', sa.String(length=200), nullable=False),
    sa.Column('accepted_at', app.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('removed_by', sa.String(length=200), nullable=False),
    sa.Column('removed_at', app.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['rejection_id'], ['rejection.id'], name=op.f('fk_term_ruling_rejection_id_rejection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_term_ruling'))
    )


def downgrade() -> None:
    op.drop_table('term_ruling')
    with op.batch_alter_table('requirement', schema=None) as batch_op:
        batch_op.drop_column('source')
        batch_op.drop_column('equivalent')
    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.drop_column('diagnoses')
